// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

interface IPoolToken {
    function transfer(address to, uint256 amount) external returns (bool);
    function transferFrom(address from, address to, uint256 amount) external returns (bool);
}

/// @title Stability Pool of the tests
/// @notice What a depositor sees of a Stability Pool, with losses, gains and rewards dealt by hand. As in Liquity, every
/// deposit and withdrawal pays out the whole gain and reward.
contract TestStabilityPool {
    IPoolToken private immutable stable;
    IPoolToken private immutable reward;

    mapping(address => uint256) public getCompoundedLUSDDeposit;
    mapping(address => uint256) public getDepositorETHGain;
    mapping(address => uint256) public rewardOf;
    mapping(address => address) public frontEndOf;

    constructor(address stable_, address reward_) {
        stable = IPoolToken(stable_);
        reward = IPoolToken(reward_);
    }

    /// @notice A liquidation: debt burnt from the deposit, the ether sent along gained.
    function liquidate(address depositor, uint256 debt) external payable {
        getCompoundedLUSDDeposit[depositor] -= debt;
        getDepositorETHGain[depositor] += msg.value;
    }

    /// @notice Reward for a depositor, to be paid at its next operation; this contract must hold it.
    function grant(address depositor, uint256 amount) external {
        rewardOf[depositor] += amount;
    }

    function provideToSP(uint256 amount, address frontEndTag) external {
        require(amount > 0, "StabilityPool: Amount must be non-zero");
        frontEndOf[msg.sender] = frontEndTag;
        getCompoundedLUSDDeposit[msg.sender] += amount;
        stable.transferFrom(msg.sender, address(this), amount);
        payOut();
    }

    function withdrawFromSP(uint256 amount) external {
        require(getCompoundedLUSDDeposit[msg.sender] > 0, "StabilityPool: User must have a non-zero deposit");
        getCompoundedLUSDDeposit[msg.sender] -= amount;
        stable.transfer(msg.sender, amount);
        payOut();
    }

    function payOut() private {
        uint256 gain = getDepositorETHGain[msg.sender];
        uint256 owed = rewardOf[msg.sender];
        getDepositorETHGain[msg.sender] = 0;
        rewardOf[msg.sender] = 0;
        if (owed > 0) reward.transfer(msg.sender, owed);
        (bool sent,) = msg.sender.call{value: gain}("");
        require(sent, "StabilityPool: sending ETH failed");
    }
}
